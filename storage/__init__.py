"""Tables, migrations, one repository per aggregate, encryption and the audit chain."""
