namespace Slipway.Registry.Conformance.Reporting;

/// <summary>What came out of one case.</summary>
/// <param name="Clause">The words it holds the registry to.</param>
/// <param name="Case">Topic, method and arguments.</param>
/// <param name="Result">passed, failed or skipped.</param>
/// <param name="Reason">Why it was skipped or failed; empty for one that passed.</param>
internal sealed record CaseResult(ClauseAttribute Clause, string Case, string Result, string Reason);
