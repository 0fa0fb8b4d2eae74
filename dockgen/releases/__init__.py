"""`dockgen versions`: the releases that dockgen uses, and newer ones that registries have."""
