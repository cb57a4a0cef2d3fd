namespace KpiPlatform.Grains.Embedded;

/// <summary>A grain has more requests waiting than its mailbox takes. The call did not run; try later.</summary>
[GenerateSerializer]
public sealed class LimitExceededException : OrleansException
{
    /// <summary>Makes one without words.</summary>
    public LimitExceededException()
    {
    }

    /// <summary>Makes one.</summary>
    /// <param name="message">What happened.</param>
    public LimitExceededException(string message)
        : base(message)
    {
    }

    /// <summary>Makes one.</summary>
    /// <param name="message">What happened.</param>
    /// <param name="innerException">Its cause.</param>
    public LimitExceededException(string message, Exception innerException)
        : base(message, innerException)
    {
    }

    /// <summary>Makes one.</summary>
    /// <param name="limitName">Which limit.</param>
    /// <param name="current">How many there are.</param>
    /// <param name="threshold">How many there may be.</param>
    /// <param name="extraInfo">Of what.</param>
    public LimitExceededException(string limitName, int current, int threshold, object extraInfo)
        : base($"Limit {limitName} exceeded: {current} > {threshold} ({extraInfo}).")
    {
    }
}
