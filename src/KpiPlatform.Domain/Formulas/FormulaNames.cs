using KpiPlatform.Domain.Identity;
using KpiPlatform.Domain.Indicators;
using KpiPlatform.Domain.Measures;
using static KpiPlatform.Domain.FieldChecks;

namespace KpiPlatform.Domain.Formulas;

/// <summary>Checks ids that formulas are to use.</summary>
internal static class FormulaNames
{
    private const int MaxLength = 64;

    /// <summary>1 to 64 characters of a-z, 0-9 and "_", beginning with a letter, and no word of the language.</summary>
    /// <exception cref="DomainException">INVALID_ID or RESERVED_ID, naming the field.</exception>
    public static void RequireName(string id, string field)
    {
        if (id.Length is 0 or > MaxLength || !string.Equals(FormulaPrinter.Quoted(id), id, StringComparison.Ordinal))
            throw Invalid("INVALID_ID", $"\"{DisplayText.Of(id)}\" is no name of formulas: use 1 to {MaxLength} characters of a-z, 0-9 and '_', beginning with a letter.", field);
        if (FormulaFunctions.Reserved.Contains(id, StringComparer.Ordinal))
            throw Invalid("RESERVED_ID", $"\"{id}\" is a word of formulas: take another id.", field);
    }

    /// <summary>A name that is free for a tenant to take.</summary>
    /// <exception cref="DomainException">INVALID_ID, RESERVED_ID or BUILT_IN_ID, naming the field.</exception>
    public static void RequireFree(string id, string field)
    {
        RequireName(id, field);
        if (MeasureCatalogue.Find(id) is not null || IndicatorCatalogue.Find(id) is not null)
            throw Invalid("BUILT_IN_ID", $"\"{id}\" is built in, and keeps its meaning for everybody: take another id.", field);
    }
}
