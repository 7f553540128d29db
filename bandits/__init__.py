"""bandits: WHICH message: choose, learn and prove. `engine` is the hot path, `learn` the slow one."""
