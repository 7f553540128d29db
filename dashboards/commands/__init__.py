"""One file per verb of the command line; see `dashboards.cli.Command` for what each offers."""
