namespace KpiPlatform.Domain.Interactions;

/// <summary>How a call ended. The numbers stand in the journal and never change.</summary>
public enum CallOutcome : byte
{
    /// <summary>Never in the journal.</summary>
    Unspecified = 0,

    /// <summary>Solved within the voice menu.</summary>
    Contained = 1,

    /// <summary>The caller hung up in the voice menu.</summary>
    AbandonedIvr = 2,

    /// <summary>The caller hung up in the queue.</summary>
    AbandonedQueue = 3,

    /// <summary>An agent answered.</summary>
    Answered = 4,
}
