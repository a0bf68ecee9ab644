"""What a scheme says: language, model, loading, verdict, screening, proof, comparison. Pure."""
