using NodaTime;
using NodaTime.Text;

namespace KpiPlatform.Domain.Periods;

/// <summary>Local dates as text ("2026-12-31") and as day numbers.</summary>
public static class LocalDay
{
    /// <summary>First day that is taken as input: 1900-01-01.</summary>
    public static readonly int First = TenantCalendar.DayNumber(new LocalDate(1900, 1, 1));

    /// <summary>Day after the last that is taken as input: 3000-01-01.</summary>
    public static readonly int Limit = TenantCalendar.DayNumber(new LocalDate(3000, 1, 1));

    /// <summary>Reads an ISO date of the years 1900 to 2999. False if the text is none.</summary>
    public static bool TryParse(string? text, out int day)
    {
        day = 0;
        if (text is null || text.Length != 10)
            return false;
        var result = LocalDatePattern.Iso.Parse(text);
        if (!result.Success)
            return false;
        day = TenantCalendar.DayNumber(result.Value);
        return day >= First && day < Limit;
    }

    /// <summary>Reads an ISO date.</summary>
    /// <param name="text">Text such as "2026-12-31".</param>
    /// <param name="field">Field path to name in the error.</param>
    /// <exception cref="DomainException">INVALID_DATE, naming the field.</exception>
    public static int Parse(string? text, string field) =>
        TryParse(text, out var day)
            ? day
            : throw new DomainException(
                ErrorKind.InvalidArgument,
                "INVALID_DATE",
                $"\"{Identity.DisplayText.Of(text)}\" is not a date: use the form 2026-12-31, of the years 1900 to 2999.",
                field);

    /// <summary>The ISO date of a day.</summary>
    public static string Format(int day) => LocalDatePattern.Iso.Format(TenantCalendar.DateOf(day));
}
