using KpiPlatform.Domain.Identity;

namespace KpiPlatform.Gateway.Recording;

/// <summary>
/// Bounds the interactions worked on at once over all streams. What waits before it stays small and young: everything under way
/// is held in memory until its commit, and more of it makes nothing faster. Tenants take turns, so that a flood of one does not
/// queue before the single batch of another; the batches of one tenant get in in their order. Thread-safe.
/// </summary>
internal sealed class BatchGate(GatewayOptions options)
{
    private readonly Lock _lock = new();
    private readonly Dictionary<TenantId, Queue<Waiter>> _lines = [];
    private readonly Queue<TenantId> _turns = new();
    private int _free = options.MaxInteractionsInFlight;

    /// <summary>Waits for room; give it back with <see cref="Leave"/>.</summary>
    /// <param name="tenant">Whose batch it is.</param>
    /// <param name="interactions">How many interactions it has. One that is larger than all the room gets in alone.</param>
    public Task EnterAsync(TenantId tenant, int interactions)
    {
        var room = RoomOf(interactions);
        lock (_lock)
        {
            if (_turns.Count == 0 && room <= _free)
            {
                _free -= room;
                return Task.CompletedTask;
            }

            var waiter = new Waiter(room);
            if (!_lines.TryGetValue(tenant, out var line))
                _lines.Add(tenant, line = new());
            line.Enqueue(waiter);
            if (line.Count == 1)
                _turns.Enqueue(tenant);
            return waiter.Entered.Task;
        }
    }

    /// <summary>Gives back the room of a batch.</summary>
    /// <param name="interactions">As given to <see cref="EnterAsync"/>.</param>
    public void Leave(int interactions)
    {
        List<Waiter>? entering = null;
        lock (_lock)
        {
            _free += RoomOf(interactions);
            while (_turns.TryPeek(out var tenant) && _lines[tenant].Peek().Room <= _free)
            {
                _turns.Dequeue();
                var line = _lines[tenant];
                var waiter = line.Dequeue();
                _free -= waiter.Room;
                (entering ??= []).Add(waiter);
                if (line.Count > 0)
                    _turns.Enqueue(tenant);
                else
                    _lines.Remove(tenant);
            }
        }

        foreach (var waiter in entering ?? [])
            waiter.Entered.SetResult();
    }

    private int RoomOf(int interactions) => Math.Clamp(interactions, 1, options.MaxInteractionsInFlight);

    private sealed record Waiter(int Room)
    {
        public TaskCompletionSource Entered { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);
    }
}
