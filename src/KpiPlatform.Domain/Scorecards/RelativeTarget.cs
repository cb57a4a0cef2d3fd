using System.Globalization;
using System.Text.RegularExpressions;
using KpiPlatform.Domain.Identity;
using static KpiPlatform.Domain.FieldChecks;

namespace KpiPlatform.Domain.Scorecards;

/// <summary>A target as a share of the baseline to add or take off: "+50 %" of 10 is 15.</summary>
public static partial class RelativeTarget
{
    /// <summary>Resolves a relative target against its baseline. Of a baseline below 0 "+" still means up.</summary>
    /// <param name="text">"+50 %", "-12.5%"; a sign, a number, a percent sign.</param>
    /// <param name="baseline">The baseline.</param>
    /// <param name="field">Field path to name in the error.</param>
    /// <exception cref="DomainException">INVALID_RELATIVE_TARGET, naming the field.</exception>
    public static double Resolve(string text, double baseline, string field)
    {
        var match = Pattern().Match(text);
        if (!match.Success)
        {
            throw Invalid(
                "INVALID_RELATIVE_TARGET",
                $"\"{DisplayText.Of(text)}\" is no relative target: write a sign, a number and a percent sign, such as \"+50 %\" or \"-10 %\" of the baseline.",
                field);
        }

        var percent = double.Parse(match.Groups["number"].ValueSpan, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture);
        var step = Math.Abs(baseline) * percent / 100;
        return match.Groups["sign"].Value == "+" ? baseline + step : baseline - step;
    }

    [GeneratedRegex(@"^\s*(?<sign>[+\-−])\s*(?<number>[0-9]{1,9}(\.[0-9]{1,9})?)\s*%\s*\z", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture | RegexOptions.NonBacktracking)]
    private static partial Regex Pattern();
}
