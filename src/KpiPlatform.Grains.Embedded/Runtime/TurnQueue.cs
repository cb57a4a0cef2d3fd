namespace KpiPlatform.Grains.Embedded.Runtime;

/// <summary>
/// Turns that wait. Most activations have none, many one at a time: so a single one is held without a queue, and queues
/// are returned for reuse when empty. Not thread-safe.
/// </summary>
internal struct TurnQueue
{
    private const int MaxRetainedCapacity = 64;

    [ThreadStatic]
    private static Queue<Task>? _spare;

    // null, a Task, or a Queue<Task>.
    private object? _content;

    public readonly bool IsEmpty => _content is null;

    public void Enqueue(Task turn)
    {
        switch (_content)
        {
            case null:
                _content = turn;
                break;
            case Queue<Task> queue:
                queue.Enqueue(turn);
                break;
            default:
                var both = _spare ?? new Queue<Task>();
                _spare = null;
                both.Enqueue((Task)_content);
                both.Enqueue(turn);
                _content = both;
                break;
        }
    }

    public bool TryDequeue(out Task? turn)
    {
        if (_content is not Queue<Task> queue)
        {
            turn = (Task?)_content;
            _content = null;
            return turn is not null;
        }

        turn = queue.Dequeue();
        if (queue.Count == 0)
        {
            _content = null;
            if (queue.Capacity <= MaxRetainedCapacity)
            {
                _spare = queue;
            }
        }

        return true;
    }

    public readonly Task[] ToArray() => _content switch
    {
        null => [],
        Queue<Task> queue => queue.ToArray(),
        _ => [(Task)_content],
    };
}
