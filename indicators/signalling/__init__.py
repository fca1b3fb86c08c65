"""From rules and figures to signals: states, what each says, its record, what became worse."""
