using KpiPlatform.Domain.Identity;
using KpiPlatform.Grains.Abstractions.Customers;

namespace KpiPlatform.Gateway.Recording;

/// <summary>The interactions of one customer within a batch, in their order, and the call that records them.</summary>
internal sealed class CustomerGroup(CustomerId customer)
{
    private int _filled;

    /// <summary>The customer.</summary>
    public CustomerId Customer { get; } = customer;

    /// <summary>How many there are.</summary>
    public int Count { get; private set; }

    /// <summary>The interactions.</summary>
    public InteractionMessage[] Messages { get; private set; } = [];

    /// <summary>Position of each in the batch.</summary>
    public int[] Indexes { get; private set; } = [];

    /// <summary>Counts one more; before any is added.</summary>
    public void CountOne() => Count++;

    /// <summary>Adds one of those counted.</summary>
    public void Add(InteractionMessage message, int index)
    {
        if (_filled == 0)
        {
            Messages = new InteractionMessage[Count];
            Indexes = new int[Count];
        }

        Messages[_filled] = message;
        Indexes[_filled++] = index;
    }
}
