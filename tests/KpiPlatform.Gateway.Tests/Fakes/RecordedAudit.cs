using System.Collections.Concurrent;
using KpiPlatform.Gateway.Access;

namespace KpiPlatform.Gateway.Tests.Fakes;

/// <summary>Keeps what was decided.</summary>
internal sealed class RecordedAudit : IAccessAudit
{
    private readonly ConcurrentQueue<AccessDecision> _decisions = new();

    public IReadOnlyList<AccessDecision> Decisions => [.. _decisions];

    public IReadOnlyList<AccessDecision> Denials => [.. _decisions.Where(decision => !decision.Allowed)];

    public void Record(AccessDecision decision) => _decisions.Enqueue(decision);
}
