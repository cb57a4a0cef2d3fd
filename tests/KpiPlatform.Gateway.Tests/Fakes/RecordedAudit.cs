using KpiPlatform.Gateway.Access;

namespace KpiPlatform.Gateway.Tests.Fakes;

/// <summary>Keeps what was decided.</summary>
internal sealed class RecordedAudit : IAccessAudit
{
    private readonly Lock _lock = new();
    private readonly List<AccessDecision> _decisions = [];
    private TaskCompletionSource _more = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public IReadOnlyList<AccessDecision> Decisions
    {
        get
        {
            lock (_lock)
                return [.. _decisions];
        }
    }

    public IReadOnlyList<AccessDecision> Denials => [.. Decisions.Where(decision => !decision.Allowed)];

    /// <summary>Waits until there are more than so many.</summary>
    public async Task AnyAfterAsync(int count)
    {
        while (true)
        {
            Task more;
            lock (_lock)
            {
                if (_decisions.Count > count)
                    return;
                more = _more.Task;
            }

            await more;
        }
    }

    public void Record(AccessDecision decision)
    {
        TaskCompletionSource more;
        lock (_lock)
        {
            _decisions.Add(decision);
            more = _more;
            _more = new(TaskCreationOptions.RunContinuationsAsynchronously);
        }

        more.SetResult();
    }
}
