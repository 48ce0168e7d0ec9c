"""What a policy is: frozen, validated, versioned, effective-dated."""
