namespace KpiPlatform.Domain.Interactions;

/// <summary>How urgent a ticket is. The numbers stand in the journal and never change.</summary>
public enum TicketPriority : byte
{
    /// <summary>Not said.</summary>
    Unspecified = 0,

    /// <summary>Can wait.</summary>
    Low = 1,

    /// <summary>The usual.</summary>
    Normal = 2,

    /// <summary>Before the usual.</summary>
    High = 3,

    /// <summary>At once.</summary>
    Urgent = 4,
}
