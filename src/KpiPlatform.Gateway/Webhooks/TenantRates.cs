using KpiPlatform.Domain.Identity;

namespace KpiPlatform.Gateway.Webhooks;

/// <summary>How many requests each tenant may still make: so many a minute, refilled evenly. Used by one at a time.</summary>
internal sealed class TenantRates(int perMinute, TimeProvider time)
{
    private readonly Dictionary<TenantNumber, (double Left, long At)> _left = [];

    /// <summary>Takes one request, if there is one.</summary>
    public bool TryTake(TenantNumber tenant)
    {
        var now = time.GetTimestamp();
        var left = (double)perMinute;
        if (_left.TryGetValue(tenant, out var before))
            left = Math.Min(perMinute, before.Left + (time.GetElapsedTime(before.At, now).TotalMinutes * perMinute));
        var takes = left >= 1;
        _left[tenant] = (takes ? left - 1 : left, now);
        return takes;
    }
}
