using System.Diagnostics;
using KpiPlatform.Grains.Customers;

namespace KpiPlatform.Grains.Tests.Runtime;

/// <summary>
/// A test's clock for grains, beside a runtime that lives on: timers that grains set are the clock's, those of the runtime are the machine's. A clock
/// that is moved by a year would run each of the runtime's some million times.
/// </summary>
internal sealed class GrainTime(TimeProvider clock) : TimeProvider
{
    /// <inheritdoc/>
    public override long TimestampFrequency => clock.TimestampFrequency;

    /// <inheritdoc/>
    public override DateTimeOffset GetUtcNow() => clock.GetUtcNow();

    /// <inheritdoc/>
    public override long GetTimestamp() => clock.GetTimestamp();

    /// <inheritdoc/>
    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period) =>
        (IsForGrains() ? clock : System).CreateTimer(callback, state, dueTime, period);

    private static bool IsForGrains() =>
        Array.Exists(new StackTrace(1, fNeedFileInfo: false).GetFrames(), frame => frame.GetMethod()?.DeclaringType?.Assembly == typeof(CustomerGrain).Assembly);
}
