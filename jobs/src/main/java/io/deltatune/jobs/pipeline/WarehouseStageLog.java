package io.deltatune.jobs.pipeline;

import io.deltatune.data.row.PipelineStageRow;
import io.deltatune.data.table.Tables;
import io.deltatune.data.table.Warehouse;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/** The table {@code pipeline_stages}. */
public final class WarehouseStageLog implements StageLog {
  private final Warehouse warehouse;
  private List<PipelineStageRow> rows;

  public WarehouseStageLog(Warehouse warehouse) {
    this.warehouse = warehouse;
  }

  @Override
  public Optional<Entry> latest(String pipeline, String stage) {
    if (rows == null) {
      rows = warehouse.records(Tables.PIPELINE_STAGES);
    }
    return rows.stream()
        .filter(row -> row.pipeline().equals(pipeline) && row.stage().equals(stage))
        .max(Comparator.comparing(PipelineStageRow::finishedAt))
        .map(row -> new Entry(row.fingerprint(), row.outputs(), row.finishedAt()));
  }

  @Override
  public void finished(String pipeline, String stage, Entry entry) {
    PipelineStageRow row =
        new PipelineStageRow(
            pipeline, stage, entry.fingerprint(), entry.outputs(), entry.finishedAt());
    warehouse.upsert(Tables.PIPELINE_STAGES, List.of(row));
    rows = null;
  }
}
