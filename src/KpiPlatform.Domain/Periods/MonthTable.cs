namespace KpiPlatform.Domain.Periods;

/// <summary>
/// First days of the months of 1900 to 2199, so that the month of a day is found by a multiplication and a look-up; the fold
/// asks for it several times for each interaction. 14 KiB, shared by all calendars.
/// </summary>
internal static class MonthTable
{
    private const int FirstYear = 1900;
    private const int YearCount = 300;
    private const int MonthCount = YearCount * 12;

    /// <summary>Months from January 1900 to January 1970.</summary>
    private const int MonthsToEpoch = (1970 - FirstYear) * 12;

    /// <summary>A cycle of the Gregorian calendar: 400 years.</summary>
    private const long DaysPerCycle = 146_097;
    private const long MonthsPerCycle = 4_800;

    private static readonly int[] FirstDays = Build();

    /// <summary>Whether the table knows the month of the day.</summary>
    public static bool Covers(int day) => day >= FirstDays[0] && day < FirstDays[MonthCount];

    /// <summary>Whether the table knows the month (counted from January 1970) and the one after.</summary>
    public static bool CoversMonth(int month) => (uint)(month + MonthsToEpoch) < MonthCount;

    /// <summary>The month of a covered day, January 1970 = 0.</summary>
    public static int MonthOf(int day)
    {
        // The mean month misses the true one by at most one.
        var index = (int)((day - FirstDays[0]) * MonthsPerCycle / DaysPerCycle);
        if (FirstDays[index] > day)
            index--;
        else if (FirstDays[index + 1] <= day)
            index++;
        return index - MonthsToEpoch;
    }

    /// <summary>First day of a covered month, or of the one after the last.</summary>
    public static int FirstDayOf(int month) => FirstDays[month + MonthsToEpoch];

    private static int[] Build()
    {
        var first = new int[MonthCount + 1];
        for (var i = 0; i <= MonthCount; i++)
            first[i] = new DateOnly(FirstYear + (i / 12), 1 + (i % 12), 1).DayNumber - new DateOnly(1970, 1, 1).DayNumber;
        return first;
    }
}
