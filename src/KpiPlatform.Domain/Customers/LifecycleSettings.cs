using static KpiPlatform.Domain.FieldChecks;

namespace KpiPlatform.Domain.Customers;

/// <summary>A tenant's thresholds of the lifecycle. They are looked at when a customer is read, so changing them counts nothing anew.</summary>
public sealed record LifecycleSettings
{
    /// <summary>Most days.</summary>
    public const int MaxDays = 3_650;

    /// <summary>A customer is new up to and including this many local days after it was acquired, 1 to 3,650. Default 30.</summary>
    public int NewDays { get; init; } = 30;

    /// <summary>A customer is returned up to and including this many local days after it came back, 1 to 3,650. Default 30.</summary>
    public int ReturnedDays { get; init; } = 30;

    /// <summary>A customer is lapsing once more than this share of the lapse has gone by in silence, 1 to 99 percent. Default 50.</summary>
    public int LapsingPercent { get; init; } = 50;

    /// <summary>Checks settings, and fills in the default where a number is 0.</summary>
    /// <param name="path">Path of the settings, for errors.</param>
    /// <exception cref="DomainException">OUT_OF_RANGE, naming the field.</exception>
    public LifecycleSettings Complete(string path)
    {
        var defaults = new LifecycleSettings();
        return new()
        {
            NewDays = Checked(NewDays, defaults.NewDays, MaxDays, $"{path}.new_days"),
            ReturnedDays = Checked(ReturnedDays, defaults.ReturnedDays, MaxDays, $"{path}.returned_days"),
            LapsingPercent = Checked(LapsingPercent, defaults.LapsingPercent, 99, $"{path}.lapsing_percent"),
        };
    }

    private static int Checked(int value, int whenZero, int max, string field)
    {
        if (value < 0 || value > max)
            throw Invalid("OUT_OF_RANGE", $"{value} is not within 1 to {max}; 0 stands for the default, {whenZero}.", field);
        return value == 0 ? whenZero : value;
    }
}
