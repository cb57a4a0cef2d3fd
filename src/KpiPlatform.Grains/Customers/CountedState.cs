using KpiPlatform.Domain.Customers;

namespace KpiPlatform.Grains.Customers;

/// <summary>A customer as it counts under one definition.</summary>
/// <param name="Context">The definition.</param>
/// <param name="State">The state, of the same interactions as every other one of the customer.</param>
internal sealed record CountedState(FoldContext Context, CustomerState State)
{
    /// <summary>The generation of cells that it counts into.</summary>
    public int Generation => Context.Definition.Generation;
}
