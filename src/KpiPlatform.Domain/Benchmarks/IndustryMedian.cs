namespace KpiPlatform.Domain.Benchmarks;

/// <summary>The median of other tenants, blurred so that none of them can be told.</summary>
/// <param name="Median">To <see cref="BenchmarkLimits.SignificantDigits"/> significant digits.</param>
/// <param name="Tenants">At least so many tenants; a multiple of <see cref="BenchmarkLimits.MinimumTenants"/>.</param>
public sealed record IndustryMedian(double Median, int Tenants)
{
    /// <summary>The median for one who asks; null if it would rest on too few.</summary>
    /// <param name="values">What all tenants lend, at most one value each.</param>
    /// <param name="asking">Number of the tenant that asks: it counts neither towards the number nor towards the median.</param>
    /// <param name="unit">Unit of its value; others are not comparable.</param>
    public static IndustryMedian? Of(IEnumerable<SharedValue> values, int asking, string unit)
    {
        ArgumentNullException.ThrowIfNull(values);
        List<double> others =
        [
            .. values
                .Where(value => value.Tenant != asking
                    && value.Customers >= BenchmarkLimits.MinimumCustomers
                    && double.IsFinite(value.Value)
                    && string.Equals(value.Unit, unit, StringComparison.Ordinal))
                .DistinctBy(value => value.Tenant)
                .Select(value => value.Value)
                .Order(),
        ];
        if (others.Count < BenchmarkLimits.MinimumTenants)
            return null;
        return new(Rounded(Medians.Of(others)!.Value), others.Count / BenchmarkLimits.MinimumTenants * BenchmarkLimits.MinimumTenants);
    }

    /// <summary>To two significant digits, half away from zero.</summary>
    public static double Rounded(double value)
    {
        if (value == 0)
            return 0;
        var decimals = BenchmarkLimits.SignificantDigits - 1 - (int)Math.Floor(Math.Log10(Math.Abs(value)));

        // Powers of ten above 1 are exact; below, dividing by them is nearer than multiplying by their inverse.
        var scale = Math.Pow(10, Math.Abs(decimals));
        return decimals >= 0
            ? Math.Round(value * scale, MidpointRounding.AwayFromZero) / scale
            : Math.Round(value / scale, MidpointRounding.AwayFromZero) * scale;
    }
}
