using System.Collections.Concurrent;
using Google.Protobuf.WellKnownTypes;
using Grpc.Core;
using KpiPlatform.Protocol.V1;
using Shouldly;
using Status = Grpc.Core.Status;

namespace KpiPlatform.Cli.Tests.Fakes;

/// <summary>Keeps definitions as they are sent; a formula is wrong if it has a "?".</summary>
public sealed class FakeDefinitions : DefinitionService.DefinitionServiceBase
{
    public ConcurrentDictionary<string, MeasureDefinition> Measures { get; } = new()
    {
        ["tenants/acme/measures/orders"] = new MeasureDefinition { Name = "tenants/acme/measures/orders", Title = "Orders", Description = "Purchases, by the day of the order.", Unit = "count", Nature = MeasureNature.Flow, Dimensional = true, BuiltIn = true },
    };

    public ConcurrentDictionary<string, IndicatorDefinition> Indicators { get; } = new();

    public override Task<MeasureDefinition> GetMeasure(GetMeasureRequest request, ServerCallContext context) => Task.FromResult(Find(Measures, request.Name));

    public override Task<IndicatorDefinition> GetIndicator(GetIndicatorRequest request, ServerCallContext context) =>
        request.Name == "tenants/acme/indicators/orders"
            ? throw new RpcException(new Status(StatusCode.FailedPrecondition, "\"orders\" is built in: it can be read and used in formulas, but not changed."))
            : Task.FromResult(Find(Indicators, request.Name));

    public override Task<MeasureDefinition> CreateMeasure(CreateMeasureRequest request, ServerCallContext context)
    {
        var measure = request.Measure.Clone();
        measure.Name = $"{request.Parent}/measures/{request.MeasureId}";
        measure.Unit = "EUR";
        if (!request.ValidateOnly)
            Measures[measure.Name] = measure;
        return Task.FromResult(measure);
    }

    public override Task<MeasureDefinition> UpdateMeasure(UpdateMeasureRequest request, ServerCallContext context)
    {
        var measure = request.Measure.Clone();
        measure.Unit = "EUR";
        measure.Etag = Guid.NewGuid().ToString();
        return Task.FromResult(Measures[measure.Name] = measure);
    }

    public override Task<Empty> DeleteMeasure(DeleteMeasureRequest request, ServerCallContext context)
    {
        Measures.TryRemove(request.Name, out _).ShouldBeTrue();
        return Task.FromResult(new Empty());
    }

    public override Task<ListMeasuresResponse> ListMeasures(ListMeasuresRequest request, ServerCallContext context) =>
        Task.FromResult(new ListMeasuresResponse { Measures = { Measures.Values.Where(measure => !(request.OwnOnly && measure.BuiltIn)).OrderBy(measure => measure.Name, StringComparer.Ordinal) } });

    public override Task<IndicatorDefinition> CreateIndicator(CreateIndicatorRequest request, ServerCallContext context)
    {
        var indicator = request.Indicator.Clone();
        indicator.Name = $"{request.Parent}/indicators/{request.IndicatorId}";
        return Task.FromResult(request.ValidateOnly ? indicator : Indicators[indicator.Name] = indicator);
    }

    public override Task<IndicatorDefinition> UpdateIndicator(UpdateIndicatorRequest request, ServerCallContext context) =>
        Task.FromResult(Indicators[request.Indicator.Name] = request.Indicator.Clone());

    public override Task<Empty> DeleteIndicator(DeleteIndicatorRequest request, ServerCallContext context) =>
        throw new RpcException(new Status(StatusCode.FailedPrecondition, "\"share\" is used by the scorecard retail. Change or delete that first."));

    public override Task<CheckFormulaResponse> CheckFormula(CheckFormulaRequest request, ServerCallContext context)
    {
        var at = request.Formula.IndexOf('?', StringComparison.Ordinal);
        if (at < 0)
            return Task.FromResult(new CheckFormulaResponse { Formula = request.Formula, Type = FormulaType.Number, Unit = "percent", Inputs = { "orders", "revenue" } });
        var line = request.Formula[..at].Count(character => character == '\n') + 1;
        var column = at - request.Formula.LastIndexOf('\n', at);
        return Task.FromResult(new CheckFormulaResponse { Error = new FormulaProblem { Reason = "UNEXPECTED_CHARACTER", Message = "'?' is no part of a formula", Offset = at, Line = line, Column = column } });
    }

    private static T Find<T>(ConcurrentDictionary<string, T> definitions, string name) =>
        definitions.TryGetValue(name, out var found) ? found : throw new RpcException(new Status(StatusCode.NotFound, $"There is no {name}."));
}
