"""What looks like tests below is data of other tests."""

collect_ignore_glob = ["*"]
