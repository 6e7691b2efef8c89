"""DATAtourisme archives: reading them safely and mapping each record."""
