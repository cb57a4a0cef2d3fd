namespace KpiPlatform.Gateway.Access;

/// <summary>Keeps nothing; stands where no audit log is registered.</summary>
internal sealed class NoAccessAudit : IAccessAudit
{
    /// <inheritdoc/>
    public void Record(AccessDecision decision)
    {
        // Nothing is kept.
    }
}
