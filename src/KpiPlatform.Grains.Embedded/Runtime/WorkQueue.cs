namespace KpiPlatform.Grains.Embedded.Runtime;

/// <summary>Work items in order of arrival, linked through <see cref="WorkItem.Next"/>. Not thread-safe.</summary>
internal struct WorkQueue
{
    private WorkItem? _last;

    public WorkItem? First { get; private set; }

    public void Append(WorkItem item)
    {
        if (_last is null)
        {
            First = item;
        }
        else
        {
            _last.Next = item;
        }

        _last = item;
    }

    /// <summary>Puts an item behind the given number of others, or last.</summary>
    public void Insert(WorkItem item, int position)
    {
        WorkItem? previous = null;
        for (var i = 0; i < position && (previous is null ? First : previous.Next) is not null; i++)
        {
            previous = previous is null ? First : previous.Next;
        }

        item.Next = previous is null ? First : previous.Next;
        if (previous is null)
        {
            First = item;
        }
        else
        {
            previous.Next = item;
        }

        if (item.Next is null)
        {
            _last = item;
        }
    }

    public WorkItem TakeFirst()
    {
        var item = First!;
        RemoveAfter(null, item);
        return item;
    }

    public void RemoveAfter(WorkItem? previous, WorkItem item)
    {
        if (previous is null)
        {
            First = item.Next;
        }
        else
        {
            previous.Next = item.Next;
        }

        if (ReferenceEquals(_last, item))
        {
            _last = previous;
        }

        item.Next = null;
    }

    public WorkItem? TakeAll()
    {
        var first = First;
        First = null;
        _last = null;
        return first;
    }
}
