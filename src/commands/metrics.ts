/** The exposition format of Prometheus, version 0.0.4, for the textfile collector of its node exporter. */
import { clean } from '../secrets/clean.ts';
import type { Health, Overview } from './health.ts';

interface Metric {
  readonly name: string;
  readonly help: string;
  readonly samples: readonly (readonly [labels: Readonly<Record<string, string>>, value: number])[];
}

/** `now`: for the ages; a collector that reads the file late does better with the time stamps. */
export function metricsText(overview: Overview, now: Date): string {
  const metrics = metricsOf(overview, now).filter(({ samples }) => samples.length > 0);
  return metrics.map(exposed).join('');
}

function metricsOf({ all, damaged, grade }: Overview, now: Date): Metric[] {
  const each = (value: (health: Health) => number | undefined): Metric['samples'] =>
    all.flatMap((health) => {
      const number = value(health);
      return number === undefined ? [] : [[{ target: health.label, provider: health.provider }, number] as const];
    });
  const seconds = ({ newest }: Health) => newest && Date.parse(newest.manifest.time) / 1000;
  return [
    {
      name: 'age_seconds',
      help: 'Age of the newest whole backup; negative where its clock was ahead.',
      samples: each((health) => {
        const time = seconds(health);
        return time === undefined ? undefined : now.getTime() / 1000 - time;
      }),
    },
    { name: 'timestamp_seconds', help: 'When the newest whole backup began, in Unix time.', samples: each(seconds) },
    {
      name: 'size_bytes',
      help: 'Size of the newest whole backup.',
      samples: each(({ newest }) => newest?.size),
    },
    {
      name: 'verified',
      help: 'Whether the newest whole backup was restored and compared.',
      samples: each(({ newest }) => newest && (newest.manifest.check === 'verified' ? 1 : 0)),
    },
    { name: 'count', help: 'Number of whole backups.', samples: each(({ backups }) => backups) },
    {
      name: 'result',
      help: 'How the backups of the database stand: 0 good, 1 to be looked at, 2 not to be relied on.',
      samples: each((health) => health.grade),
    },
    { name: 'damaged', help: 'Number of damaged backups in the repository.', samples: [[{}, damaged]] },
    { name: 'check_result', help: 'Exit code of status --check for the project.', samples: [[{}, grade]] },
  ];
}

function exposed({ name, help, samples }: Metric): string {
  const full = `prisma_interlock_backup_${name}`;
  const lines = samples.map(([labels, value]) => `${full}${labelText(labels)} ${value}\n`);
  return `# HELP ${full} ${help}\n# TYPE ${full} gauge\n${lines.join('')}`;
}

function labelText(labels: Readonly<Record<string, string>>): string {
  const pairs = Object.entries(labels).map(([name, value]) => `${name}="${escaped(clean(value))}"`);
  return pairs.length > 0 ? `{${pairs.join(',')}}` : '';
}

function escaped(value: string): string {
  return value.replaceAll('\\', '\\\\').replaceAll('"', '\\"').replaceAll('\n', '\\n');
}
