using KpiPlatform.Domain.Customers;
using KpiPlatform.Domain.Interactions;
using KpiPlatform.Domain.Measures;

namespace KpiPlatform.Grains.Customers;

/// <summary>What interactions contribute to a tenant's cells.</summary>
internal static class Contribution
{
    /// <summary>contribution(left) − contribution(recorded).</summary>
    public static CellDelta Difference(List<EncodedInteraction> recorded, List<EncodedInteraction> left, FoldContext context)
    {
        var before = new CellDelta();
        new CustomerState(context).Add(recorded, before);
        var difference = new CellDelta();
        new CustomerState(context).Add(left, difference);
        difference.Add(before, -1);
        return difference;
    }
}
