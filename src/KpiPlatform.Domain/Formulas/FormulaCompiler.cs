namespace KpiPlatform.Domain.Formulas;

/// <summary>Reads and checks formulas.</summary>
internal static class FormulaCompiler
{
    /// <summary>Reads and checks a formula.</summary>
    /// <param name="text">The formula.</param>
    /// <param name="names">What names stand for.</param>
    /// <returns>The formula, or what is wrong with it first.</returns>
    public static (Formula? Formula, FormulaError? Error) Compile(string text, IFormulaNames names)
    {
        try
        {
            return (FormulaChecker.Check(FormulaParser.Parse(text), names), null);
        }
        catch (FormulaException exception)
        {
            return (null, exception.In(text));
        }
    }
}
