"""dashboards: SEE AND TUNE: the pages a campaign manager keeps open, and the command line."""
