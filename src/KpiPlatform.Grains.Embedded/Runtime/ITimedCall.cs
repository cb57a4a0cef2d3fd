namespace KpiPlatform.Grains.Embedded.Runtime;

/// <summary>A call whose caller waits only so long. The properties belong to the queue that it stands in.</summary>
internal interface ITimedCall
{
    ITimedCall? Earlier { get; set; }

    ITimedCall? Later { get; set; }

    long DeadlineTimestamp { get; set; }

    /// <summary>Gets or sets the queue that it stands in; null when in none.</summary>
    TimeoutQueue? Queue { get; set; }

    /// <summary>Gets a value indicating whether the caller has its answer.</summary>
    bool IsSettled { get; }

    void TimeOut(TimeSpan after);
}
