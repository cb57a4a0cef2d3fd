namespace KpiPlatform.Gateway.Access;

/// <summary>Is told of every decision on who may do what. Must return at once and never throw: calls wait for it. Thread-safe.</summary>
public interface IAccessAudit
{
    /// <summary>Takes in a decision: of a call before it runs, and of a stream also when it is ended because its credential is over.</summary>
    void Record(AccessDecision decision);
}
