"""One job's life: from the trigger that is first seen to the trigger that is moved away."""
