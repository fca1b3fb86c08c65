"""How people see, judge and decide together: pages, reports, records, the command line."""
