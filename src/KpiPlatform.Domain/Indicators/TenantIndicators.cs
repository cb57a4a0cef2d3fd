using KpiPlatform.Domain.Formulas;
using KpiPlatform.Domain.Identity;
using KpiPlatform.Domain.Measures;
using KpiPlatform.Domain.Tenants;

namespace KpiPlatform.Domain.Indicators;

/// <summary>
/// All indicators of a tenant, the built-in ones and its own, and the measures that its formulas are made of. Immutable,
/// thread-safe.
/// </summary>
public sealed class TenantIndicators : IFormulaNames
{
    private readonly Dictionary<string, TenantIndicatorDefinition> _definitions = new(StringComparer.Ordinal);
    private readonly Dictionary<string, NamedMeasure> _measures = new(StringComparer.Ordinal);
    private readonly Dictionary<string, Indicator> _compiled = new(StringComparer.Ordinal);
    private readonly Dictionary<string, Indicator> _own;
    private readonly Dictionary<string, FormulaError> _errors = new(StringComparer.Ordinal);

    // Indicators being compiled, the outermost first: a name among them closes a cycle.
    private readonly List<string> _path = [];
    private readonly IReadOnlyList<DimensionDefinition> _dimensions;

    private TenantIndicators(TenantSettings settings)
    {
        _dimensions = settings.Dimensions;
        foreach (var measure in CustomMeasures.Of(settings)?.All ?? [])
            _measures.TryAdd(measure.Named.Id, measure.Named);
        foreach (var definition in settings.Indicators.Concat(settings.Measures.Where(IsRatio).Select(FormulaOf)))
            _definitions.TryAdd(definition.Id, definition);
        foreach (var id in _definitions.Keys)
            Compile(id);
        _own = settings.Indicators.Select(definition => definition.Id).Distinct(StringComparer.Ordinal).ToDictionary(id => id, id => _compiled[id], StringComparer.Ordinal);
        Own = [.. _own.Values.OrderBy(indicator => indicator.Id, StringComparer.Ordinal)];
        All = Own.Count == 0
            ? IndicatorCatalogue.All
            : [.. IndicatorCatalogue.All.Where(indicator => !_own.ContainsKey(indicator.Id)).Concat(Own).OrderBy(indicator => indicator.Id, StringComparer.Ordinal)];
        Measures = [.. MeasureCatalogue.All.Where(measure => !_measures.ContainsKey(measure.Id)).Concat(_measures.Values).OrderBy(measure => measure.Id, StringComparer.Ordinal)];
    }

    /// <summary>Those of a tenant that has defined none.</summary>
    public static TenantIndicators BuiltIn { get; } = new(new TenantSettings());

    /// <summary>All of them, by id.</summary>
    public IReadOnlyList<Indicator> All { get; }

    /// <summary>The tenant's own, by id.</summary>
    public IReadOnlyList<Indicator> Own { get; }

    /// <summary>The measures that formulas can name, by id; ratios of two aside, which are formulas themselves.</summary>
    public IReadOnlyList<NamedMeasure> Measures { get; }

    /// <summary>Those of a tenant. What cannot be read is there all the same, without a value.</summary>
    public static TenantIndicators Of(TenantSettings settings)
    {
        ArgumentNullException.ThrowIfNull(settings);
        return settings.Indicators.Count == 0 && settings.Dimensions.Count == 0 && settings.Measures.Count == 0 ? BuiltIn : new(settings);
    }

    /// <summary>The indicator of an id, or null.</summary>
    public Indicator? Find(string? id) => id is null ? null : _own.GetValueOrDefault(id) ?? IndicatorCatalogue.Find(id);

    /// <summary>The indicator of an id.</summary>
    /// <param name="id">Its id.</param>
    /// <param name="field">Field path to name in the error.</param>
    /// <exception cref="DomainException">UNKNOWN_INDICATOR, naming the field.</exception>
    public Indicator Get(string? id, string field = "indicator") => Find(id) ?? IndicatorCatalogue.Get(id, field);

    /// <summary>Ids of the measures and indicators that one of the tenant's own indicators, or ratios, names itself; empty if it cannot be read.</summary>
    public IReadOnlyList<string> NamesIn(string id) => (_compiled.GetValueOrDefault(id) as FormulaIndicator)?.Formula.Names ?? [];

    /// <summary>The formula of one of the tenant's own indicators or ratios; null if there is none, or it cannot be read.</summary>
    public Formula? FormulaOf(string id) => (_compiled.GetValueOrDefault(id) as FormulaIndicator)?.Formula;

    /// <summary>What is wrong with the formula of one of the tenant's own indicators or ratios; null if nothing is.</summary>
    public FormulaError? ErrorOf(string id) => _errors.GetValueOrDefault(id);

    /// <summary>Reads and checks a formula with what this tenant has.</summary>
    /// <param name="formula">The formula.</param>
    /// <returns>The formula, or what is wrong with it first.</returns>
    public (Formula? Formula, FormulaError? Error) Check(string formula)
    {
        ArgumentNullException.ThrowIfNull(formula);
        return FormulaCompiler.Compile(formula, this);
    }

    /// <inheritdoc/>
    IEnumerable<string> IFormulaNames.Ids =>
        MeasureCatalogue.All.Select(measure => measure.Id).Concat(_measures.Keys).Concat(IndicatorCatalogue.All.Select(indicator => indicator.Id)).Concat(_definitions.Keys).Distinct(StringComparer.Ordinal);

    /// <inheritdoc/>
    IReadOnlyList<DimensionDefinition> IFormulaNames.Dimensions => _dimensions;

    /// <inheritdoc/>
    NamedMeasure? IFormulaNames.Measure(string id) => _definitions.ContainsKey(id) ? null : _measures.GetValueOrDefault(id) ?? MeasureCatalogue.Find(id);

    /// <inheritdoc/>
    Indicator? IFormulaNames.Indicator(string id, int offset)
    {
        if (!_definitions.ContainsKey(id))
            return IndicatorCatalogue.Find(id);
        var at = _path.IndexOf(id);
        if (at >= 0)
        {
            var cycle = string.Join(" → ", _path.Skip(at).Append(id));
            throw new FormulaException(FormulaReasons.Cycle, offset, $"'{id}' at {offset} closes a circle: {cycle}");
        }

        if (_path.Count >= FormulaLimits.MaxChain)
            throw new FormulaException(FormulaReasons.TooDeep, offset, $"'{id}' at {offset} makes a chain of more than {FormulaLimits.MaxChain} indicators that each name the next");
        Compile(id);
        return _errors.TryGetValue(id, out var error)
            ? throw new FormulaException(error.Reason, offset, $"'{id}' at {offset} cannot be used: {error.Message}")
            : _compiled[id];
    }

    private void Compile(string id)
    {
        if (_compiled.ContainsKey(id))
            return;
        var definition = _definitions[id];
        _path.Add(id);
        var (formula, error) = FormulaCompiler.Compile(definition.Formula, this);
        _path.RemoveAt(_path.Count - 1);

        // What failed for want of a longer path, or in the midst of a circle, fails in the same way from any other place.
        if (error is not null)
            _errors[id] = error;
        else if (formula!.IsCondition)
            _errors[id] = new() { Reason = FormulaReasons.WrongType, Message = "an indicator is a number, and this is a condition: use if(condition, 1, 0) (line 1, column 1)", Offset = 0, Line = 1, Column = 1 };
        else if (definition.Unit.Length > 0 && !(FormulaUnit.TryParse(definition.Unit) is { } stated && formula.FormulaUnit.CanBeStatedAs(stated)))
            _errors[id] = new() { Reason = FormulaReasons.StatedUnit, Message = $"the formula is in {formula.Unit}, not in \"{DisplayText.Of(definition.Unit)}\": state that, or leave the unit open (line 1, column 1)", Offset = 0, Line = 1, Column = 1 };
        _compiled[id] = _errors.TryGetValue(id, out var problem) ? Unreadable(definition, problem) : Readable(definition, formula!);
    }

    private static bool IsRatio(CustomMeasureDefinition measure) => measure.Aggregation == CustomMeasureAggregation.Ratio;

    private static TenantIndicatorDefinition FormulaOf(CustomMeasureDefinition ratio) => new() { Id = ratio.Id, Title = ratio.Title, Formula = $"{ratio.Numerator} / {ratio.Denominator}" };

    private static FormulaIndicator Readable(TenantIndicatorDefinition definition, Formula formula) => new()
    {
        Id = definition.Id,
        Title = TitleOf(definition),
        Definition = formula.Text,
        Unit = definition.Unit.Length > 0 ? definition.Unit : formula.Unit,
        Direction = definition.Direction,
        Source = SourceOfOwn,
        Inputs = formula.Inputs,
        MinimumSample = definition.MinimumSample,
        Formula = formula,
    };

    private static UnreadableIndicator Unreadable(TenantIndicatorDefinition definition, FormulaError error) => new()
    {
        // Formulas are checked with all that is defined, and what is defined last is counted last.
        Reason = string.Equals(error.Reason, FormulaReasons.UnknownName, StringComparison.Ordinal) ? NoValueReason.NotCountedYet : NoValueReason.FormulaInvalid,
        Id = definition.Id,
        Title = TitleOf(definition),
        Definition = definition.Formula,
        Unit = definition.Unit.Length > 0 ? definition.Unit : FormulaUnit.Ratio.Text,
        Direction = definition.Direction,
        Source = SourceOfOwn,
        Inputs = [],
        MinimumSample = definition.MinimumSample,
    };

    private const string SourceOfOwn = "tenant";

    private static string TitleOf(TenantIndicatorDefinition definition) => definition.Title.Length > 0 ? definition.Title : definition.Id;
}
