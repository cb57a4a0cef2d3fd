namespace KpiPlatform.Domain.Interactions;

/// <summary>What an answer or a complaint is about. The numbers stand in the journal and never change.</summary>
public enum AboutKind : byte
{
    /// <summary>Not said.</summary>
    Nothing = 0,

    /// <summary>A ticket, by id.</summary>
    Ticket = 1,

    /// <summary>An order, by order id.</summary>
    Order = 2,

    /// <summary>A channel.</summary>
    Channel = 3,

    /// <summary>A product.</summary>
    Product = 4,
}
