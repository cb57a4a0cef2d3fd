using System.Text.RegularExpressions;

namespace KpiPlatform.Domain.Identity;

/// <summary>Id of a scorecard within its tenant: 1 to 64 characters of a-z, 0-9, "-" and "_". Compared ordinally.</summary>
public readonly partial record struct ScorecardId
{
    private readonly string? _value;

    private ScorecardId(string value) => _value = value;

    /// <summary>The text; throws if the struct was never set.</summary>
    public string Value => _value ?? throw new InvalidOperationException("A ScorecardId was used that was never set.");

    /// <summary>Parses an id.</summary>
    /// <param name="text">The id.</param>
    /// <param name="field">Field path to name in the error.</param>
    /// <exception cref="DomainException">INVALID_SCORECARD_ID, naming the field.</exception>
    public static ScorecardId Parse(string? text, string field = "scorecard_id") =>
        text is not null && Pattern().IsMatch(text)
            ? new ScorecardId(text)
            : throw new DomainException(
                ErrorKind.InvalidArgument,
                "INVALID_SCORECARD_ID",
                $"\"{DisplayText.Of(text)}\" is not a scorecard id: use 1 to 64 characters of a-z, 0-9, '-' and '_'.",
                field);

    /// <inheritdoc/>
    public override string ToString() => Value;

    [GeneratedRegex("^[a-z0-9_-]{1,64}\\z", RegexOptions.CultureInvariant | RegexOptions.NonBacktracking)]
    private static partial Regex Pattern();
}
