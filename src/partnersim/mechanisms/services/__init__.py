"""Rules by which partners' work reaches hamlets."""
