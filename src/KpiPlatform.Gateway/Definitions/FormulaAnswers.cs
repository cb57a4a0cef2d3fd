using KpiPlatform.Domain.Formulas;
using KpiPlatform.Domain.Indicators;
using KpiPlatform.Domain.Interactions;
using KpiPlatform.Protocol.V1;

namespace KpiPlatform.Gateway.Definitions;

/// <summary>What is said of a formula that was checked.</summary>
internal static class FormulaAnswers
{
    /// <summary>The answer.</summary>
    public static CheckFormulaResponse Of(Formula? formula, FormulaError? error, Currency currency)
    {
        if (formula is null)
        {
            return new()
            {
                Error = new FormulaProblem
                {
                    Reason = error!.Reason,
                    Message = error.Message,
                    Offset = error.Offset,
                    Line = error.Line,
                    Column = error.Column,
                    Expected = { error.Expected },
                },
            };
        }

        return new()
        {
            Formula = formula.Text,
            Type = formula.IsCondition ? FormulaType.Condition : formula.Dimension.Length > 0 ? FormulaType.Vector : FormulaType.Number,
            Unit = IndicatorUnits.In(formula.Unit, currency),
            Inputs = { formula.Names },
            Measures = { formula.Measures },
            Components = { formula.Components },
            Dimensional = formula.IsDimensional,
            Flow = formula.IsFlow,
        };
    }
}
