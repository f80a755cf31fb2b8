"""A local Bot API server with a web page of phones and a movable clock."""
