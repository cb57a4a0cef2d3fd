namespace KpiPlatform.Grains.Embedded.Proxies;

/// <summary>Brings results without a value to the one shape that the call path knows. Called by emitted code.</summary>
internal static class RequestResults
{
    /// <summary>From a Task.</summary>
    public static ValueTask<Nothing> FromTask(Task task)
    {
        if (task is null)
        {
            return ValueTask.FromException<Nothing>(new InvalidOperationException("The grain method returned null instead of a Task."));
        }

        return task.IsCompletedSuccessfully ? default : AwaitTask(task);
    }

    /// <summary>From a ValueTask.</summary>
    public static ValueTask<Nothing> FromValueTask(ValueTask task) => task.IsCompletedSuccessfully ? Observe(task) : AwaitTask(task.AsTask());

    /// <summary>From a Task with a value.</summary>
    public static ValueTask<TResult> FromTaskOf<TResult>(Task<TResult> task) => task is null
        ? ValueTask.FromException<TResult>(new InvalidOperationException("The grain method returned null instead of a Task."))
        : new ValueTask<TResult>(task);

    private static ValueTask<Nothing> Observe(ValueTask task)
    {
        // A pooled source wants its result taken, or it never returns to its pool.
        task.GetAwaiter().GetResult();
        return default;
    }

    private static async ValueTask<Nothing> AwaitTask(Task task)
    {
        await task;
        return default;
    }
}
