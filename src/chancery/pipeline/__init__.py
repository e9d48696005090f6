"""The order of the stages over many sources: tasks, executors, progress, resume."""
