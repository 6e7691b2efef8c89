"""Background work: queues, jobs and the schedule."""
