using KpiPlatform.Persistence.Writing;

namespace KpiPlatform.Persistence.Tests.Fixtures;

/// <summary>Holds the first commit up until told, so that what a test appends meanwhile makes the second one.</summary>
internal sealed class CommitGate
{
    private readonly TaskCompletionSource _reached = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource _opened = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public Task Reached => _reached.Task;

    public void Open() => _opened.TrySetResult();

    public async Task PassAsync(JournalCommit commit)
    {
        _reached.TrySetResult();
        await _opened.Task;
    }
}
