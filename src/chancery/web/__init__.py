"""The reading room: pages and their JSON twins over what the workbench gives."""
