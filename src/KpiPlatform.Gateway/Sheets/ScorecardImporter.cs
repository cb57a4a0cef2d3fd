using KpiPlatform.Domain;
using KpiPlatform.Domain.Identity;
using KpiPlatform.Domain.Scorecards;
using KpiPlatform.Domain.Tenants;
using KpiPlatform.Gateway.Access;
using KpiPlatform.Gateway.Errors;
using KpiPlatform.Gateway.Interactions;
using KpiPlatform.Gateway.Names;
using KpiPlatform.Gateway.Quotas;
using KpiPlatform.Gateway.Recording;
using KpiPlatform.Gateway.Tenants;
using KpiPlatform.Grains.Abstractions;
using KpiPlatform.Grains.Abstractions.Scorecards;
using KpiPlatform.Protocol.V1;
using KpiPlatform.Spreadsheets.Import;
using Definition = KpiPlatform.Domain.Scorecards.ScorecardDefinition;
using Interaction = KpiPlatform.Domain.Interactions.Interaction;
using Observation = KpiPlatform.Domain.Interactions.Observation;

namespace KpiPlatform.Gateway.Sheets;

/// <summary>
/// Takes observations and targets from a file, all or nothing. Everything is checked first, by those who will be asked to take it; then the definition
/// is changed on the etag that was read, then the observations are recorded in one append. Should that fail after all, the definition is put
/// back. Sending the file again is safe: it says what is there already.
/// </summary>
internal sealed class ScorecardImporter(CallerGrains grains, CallerDefinitions definitions, ObservationReader observations, BatchRecorder recorder, QuotaGuard quotas, TimeProvider time)
{
    private const string Interactions = "interactions[";

    /// <summary>Imports one file.</summary>
    public async Task<ImportScorecardResponse> ImportAsync(ImportScorecardRequest request, CancellationToken cancellationToken)
    {
        var (tenant, id) = ResourceNames.ParseScorecard(request.Name, "name");
        var definition = await definitions.FindForRecordingAsync(tenant, cancellationToken) ?? throw NotFoundErrors.Tenant(tenant);
        TenantStandings.RequireActive(definition);
        var grain = grains.GetGrain<IScorecardGrain>(GrainKeys.Scorecard(tenant, id));
        var document = (await grain.Get(cancellationToken)).Require();
        var file = EntryFile.Read(request.Content.ToByteArray());

        var targets = TargetPlan.Of(file, GrainJson.Read<Definition>(document.DefinitionJson), ScorecardEnvironment.Of(definition), definition.Calendar.DayOf(time.Now()));
        if (targets.ChangesDefinition && (await grain.Write(WriteOf(targets, document.Etag, validateOnly: true), cancellationToken)).Error is { } error)
            targets.Reject(file, new DomainException(error.Kind, error.Reason, error.Message, error.Field));
        var existing = file.HasObservations ? await observations.ReadWholeAsync(definition, recordedUntil: null, cancellationToken) : [];
        var ids = new ObservableIds(definition, existing.Select(interaction => ((Observation)interaction.Facts).Indicator).ToHashSet(StringComparer.Ordinal));
        var entered = ObservationPlan.Of(file, [.. existing.Select(ObservationReader.Of)], definition.Calendar, ids.ProblemWith);
        var batch = BatchOf(request.Name, entered, existing, definition);
        if (batch.Interactions.Count > 0)
            await CheckAsync(batch, entered, file, tenant, definition);

        var response = Answer(targets, entered);
        response.DefinitionVersion = document.Version;
        if (request.ValidateOnly || response.RejectedCount > 0)
            return response;
        await ApplyAsync(response, grain, document, targets, batch, tenant, definition, cancellationToken);
        response.Applied = true;
        return response;
    }

    private static ScorecardWrite WriteOf(TargetPlan targets, string etag, bool validateOnly) =>
        new(GrainJson.Write(targets.Definition), WriteMode.Update, etag, RequestId: string.Empty, validateOnly);

    private static RecordInteractionsRequest BatchOf(string name, ObservationPlan plan, IReadOnlyList<Interaction> existing, TenantDefinition definition)
    {
        var known = existing.ToDictionary(interaction => (interaction.Source, interaction.Id));
        var batch = new RecordInteractionsRequest { Parent = name[..name.IndexOf("/scorecards/", StringComparison.Ordinal)], Sequence = 1 };
        foreach (var (_, observation) in plan.ToRecord)
        {
            // A correction keeps what a sheet does not show: channel, contact, labels.
            var before = known.GetValueOrDefault((observation.Source, observation.Id));
            var interaction = new Interaction
            {
                Source = observation.Source,
                Id = observation.Id,
                Revision = observation.Revision,
                OccurredAt = observation.At,
                Channel = before?.Channel ?? string.Empty,
                Labels = before?.Labels ?? [],
                Contact = before?.Contact ?? string.Empty,
                Facts = new Observation { Indicator = observation.Indicator, Value = observation.Value, Comment = observation.Comment },
            };
            batch.Interactions.Add(InteractionWriter.Write(interaction, customer: null, definition));
        }

        return batch;
    }

    private static ImportScorecardResponse Answer(TargetPlan targets, ObservationPlan entered)
    {
        var response = new ImportScorecardResponse();
        foreach (var entry in entered.Entries.Concat(targets.Entries))
        {
            var row = new ImportedRow { Outcome = (ImportOutcome)entry.Outcome, Address = entry.Address, Subject = entry.Subject, Reason = entry.Reason, Message = entry.Message };
            row.Fields.AddRange(entry.Fields.Select(field => new ImportedField { Column = field.Column, Address = field.Address, From = field.From, To = field.To }));
            response.Rows.Add(row);
        }

        response.UnchangedCount = response.Rows.Count(row => row.Outcome == ImportOutcome.Unchanged);
        response.AddedCount = response.Rows.Count(row => row.Outcome == ImportOutcome.Added);
        response.ChangedCount = response.Rows.Count(row => row.Outcome == ImportOutcome.Changed);
        response.RejectedCount = response.Rows.Count(row => row.Outcome == ImportOutcome.Rejected);
        return response;
    }

    /// <summary>Has all observations checked by who would record them, and tells of each that would be refused at its cell.</summary>
    private async Task CheckAsync(RecordInteractionsRequest batch, ObservationPlan entered, EntryFile file, TenantId tenant, TenantDefinition definition)
    {
        var check = batch.Clone();
        check.ValidateOnly = true;
        if (BatchErrors.Check(check) is { } tooMuch)
            throw new DomainException(ErrorKind.InvalidArgument, tooMuch.Reason, $"The observations are too much at once: {tooMuch.Message}", "content");
        if (quotas.TakeInteractions(tenant, definition, check.Interactions.Count) is { } refusal)
            throw RpcErrors.Of(refusal);
        var answer = await recorder.RecordBatchAsync(check, tenant, definition, keepRejected: false);
        if (answer.Error is { } failed)
            throw Failed(failed);
        foreach (var rejected in answer.Rejected)
            entered.Reject(file, rejected.Index, Within(rejected.Field), rejected.Reason, rejected.Message);
    }

    private async Task ApplyAsync(
        ImportScorecardResponse response,
        IScorecardGrain grain,
        ScorecardDocument document,
        TargetPlan targets,
        RecordInteractionsRequest batch,
        TenantId tenant,
        TenantDefinition definition,
        CancellationToken cancellationToken)
    {
        ScorecardDocument? written = null;
        if (targets.ChangesDefinition)
        {
            written = (await grain.Write(WriteOf(targets, document.Etag, validateOnly: false), cancellationToken)).Require();
            response.DefinitionVersion = written.Version;
        }

        if (batch.Interactions.Count == 0)
            return;
        var answer = await recorder.RecordBatchAsync(batch, tenant, definition, keepRejected: false);
        if (answer.Error is null && answer.Rejected.Count == 0)
        {
            quotas.Accepted(tenant, answer.AcceptedCount);
            response.Token = answer.Token;
            return;
        }

        // Nothing is known to be recorded: the definition goes back to what it was, whoever still waits for the answer.
        if (written is not null)
            _ = await grain.Write(new ScorecardWrite(document.DefinitionJson, WriteMode.Update, written.Etag, RequestId: string.Empty), CancellationToken.None);
        throw answer.Error is { } failed
            ? Failed(failed)
            : new DomainException(ErrorKind.FailedPrecondition, answer.Rejected[0].Reason, $"Nothing was imported, because something changed meanwhile: {answer.Rejected[0].Message}", "content");
    }

    private static DomainException Failed(BatchError error) => new(
        error.Retryable ? ErrorKind.Unavailable : ErrorKind.FailedPrecondition, error.Reason, $"The observations could not be recorded: {error.Message} Send the file again; what is there already is left as it is.");

    /// <summary>The path within an interaction of one from the batch: "observation.value" of "interactions[3].observation.value".</summary>
    private static string Within(string field)
    {
        var end = field.StartsWith(Interactions, StringComparison.Ordinal) ? field.IndexOf("].", StringComparison.Ordinal) : -1;
        return end < 0 ? field : field[(end + 2)..];
    }
}
