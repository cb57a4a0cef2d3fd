namespace KpiPlatform.Host.Telemetry;

/// <summary>A metric that the platform has.</summary>
/// <param name="Name">As it is sent: "kpi.journal.commit.duration".</param>
/// <param name="Kind">What it counts like.</param>
/// <param name="Unit">UCUM: "s", "By", or what is counted, in braces.</param>
/// <param name="Tags">Names of its dimensions, separated by spaces; empty for none. None of them names a tenant or a customer.</param>
/// <param name="Meaning">One line for people.</param>
internal sealed record MetricDefinition(string Name, MetricKind Kind, string Unit, string Tags, string Meaning)
{
    /// <summary>
    /// Its name in Prometheus, as a collector translates it: dots become underscores, a unit that is one becomes a suffix, and what only grows ends
    /// in "_total".
    /// </summary>
    public string PrometheusName
    {
        get
        {
            var name = Name.Replace('.', '_');
            var unit = Unit switch
            {
                "s" => "_seconds",
                "By" => "_bytes",
                ['{', ..] => string.Empty,
                _ => throw new InvalidOperationException($"{Name} has the unit \"{Unit}\", of which no translation is known."),
            };
            if (!name.EndsWith(unit, StringComparison.Ordinal))
                name += unit;
            return Kind == MetricKind.Counter ? name + "_total" : name;
        }
    }

    /// <summary>The series that it is there: of a distribution its buckets, sum and count.</summary>
    public IEnumerable<string> PrometheusSeries =>
        Kind == MetricKind.Histogram ? [PrometheusName + "_bucket", PrometheusName + "_sum", PrometheusName + "_count"] : [PrometheusName];
}
