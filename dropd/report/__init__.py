"""What people and programs see of a job: status.json, status.html and logs."""
