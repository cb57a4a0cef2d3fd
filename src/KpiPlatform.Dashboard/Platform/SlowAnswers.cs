using System.Collections.Concurrent;

namespace KpiPlatform.Dashboard.Platform;

/// <summary>
/// Answers that may take longer than somebody likes to look at an empty window. A page waits a little; if the answer is not there by then, the
/// page says so and asks again by itself, and the computation goes on meanwhile. Each answer is handed out once: who looks again asks anew.
/// Bounded, thread-safe.
/// </summary>
internal sealed class SlowAnswers(DashboardOptions options, TimeProvider time)
{
    private const int MaxPending = 256;

    // Of a page that was closed while it waited nobody takes the answer.
    private static readonly TimeSpan KeptFor = TimeSpan.FromMinutes(2);
    private readonly ConcurrentDictionary<(string Person, string Address, Type Answer), Pending> _pending = new();

    /// <summary>Answers under way, or not yet taken.</summary>
    public int Count => _pending.Count;

    /// <summary>Waits for an answer, begun here or by an earlier look at the same page.</summary>
    /// <param name="person">Fingerprint of the key: nobody gets the answer to another's question.</param>
    /// <param name="address">Of the page, with its query; a page may ask for several answers, each of a type of its own.</param>
    /// <param name="ask">Asks; ends by a deadline of its own, not with the page.</param>
    /// <param name="cancellationToken">Ends with the page; the computation goes on.</param>
    /// <returns>The answer; null if it is still being computed.</returns>
    public async Task<T?> WaitAsync<T>(string person, string address, Func<Task<T>> ask, CancellationToken cancellationToken)
        where T : class
    {
        DropOld();
        var key = (person, address, typeof(T));
        if (_pending.Count >= MaxPending && !_pending.ContainsKey(key))
            return await ask().WaitAsync(cancellationToken);
        var pending = _pending.GetOrAdd(key, _ => new Pending(new Lazy<Task>(() => AskAsync(ask)), time.GetTimestamp()));
        try
        {
            var answer = await ((Task<T>)pending.Answer.Value).WaitAsync(options.AnswerWait, time, cancellationToken);
            _pending.TryRemove(KeyValuePair.Create(key, pending));
            return answer;
        }
        catch (TimeoutException)
        {
            return null;
        }
        catch (Exception) when (pending.Answer.Value.IsCompleted)
        {
            _pending.TryRemove(KeyValuePair.Create(key, pending));
            throw;
        }
    }

    // What the call throws at once is part of the answer as well.
    private static async Task<T> AskAsync<T>(Func<Task<T>> ask) => await ask();

    private void DropOld()
    {
        foreach (var (key, pending) in _pending)
        {
            if (pending.Answer is { IsValueCreated: true, Value.IsCompleted: true } && time.GetElapsedTime(pending.StartedAt) > KeptFor && _pending.TryRemove(KeyValuePair.Create(key, pending)))
                _ = pending.Answer.Value.Exception; // Seen, so that nobody takes it for one that was overlooked.
        }
    }

    private sealed record Pending(Lazy<Task> Answer, long StartedAt);
}
