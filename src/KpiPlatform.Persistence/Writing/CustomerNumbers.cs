using KpiPlatform.Domain.Identity;

namespace KpiPlatform.Persistence.Writing;

/// <summary>Numbers for new customers: writer × 2^32 + a counter. Unique in the database since writers are. Thread-safe.</summary>
internal sealed class CustomerNumbers(long writer)
{
    private const int CounterBits = 32;
    private long _last;

    /// <summary>The next number.</summary>
    public CustomerNumber Next()
    {
        var counter = Interlocked.Increment(ref _last);
        return counter < 1L << CounterBits
            ? new CustomerNumber((writer << CounterBits) | counter)
            : throw new InvalidOperationException($"Writer {writer} has given out all of its 2^{CounterBits} customer numbers; restart the host.");
    }
}
