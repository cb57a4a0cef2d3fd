using KpiPlatform.Gateway.Tests.Fakes;
using KpiPlatform.Grains.Abstractions.Customers;

namespace KpiPlatform.Gateway.Tests.Hosting;

/// <summary>Holds grain calls back until the test lets them go, and counts them.</summary>
internal sealed class Gate
{
    private readonly Lock _lock = new();
    private readonly TaskCompletionSource _open = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private TaskCompletionSource _changed = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private int _arrived;

    /// <summary>Calls that have come so far.</summary>
    public int Arrived
    {
        get
        {
            lock (_lock)
                return _arrived;
        }
    }

    public async Task<RecordReply> Pass(RecordCommand command)
    {
        TaskCompletionSource changed;
        lock (_lock)
        {
            _arrived++;
            changed = _changed;
            _changed = new(TaskCreationOptions.RunContinuationsAsynchronously);
        }

        changed.SetResult();
        await _open.Task;
        return FakeCustomerGrain.Reply(command, RecordResult.Accepted);
    }

    public void Open() => _open.TrySetResult();

    public async Task WhenArrivedAsync(int count)
    {
        while (true)
        {
            Task changed;
            lock (_lock)
            {
                if (_arrived >= count)
                    return;
                changed = _changed.Task;
            }

            await changed.WaitAsync(TimeSpan.FromSeconds(30));
        }
    }
}
