"""Results → sentences. Computes nothing."""
