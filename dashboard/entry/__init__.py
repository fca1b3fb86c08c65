"""Who sits at this screen: sign-in at an organisation's provider, the local person, a room."""
